import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { type Localized, localizedText } from '../../../kernel/contract/localized.ts'
import { run, runCount } from './run.ts'

export const requestKinds = ['access', 'correction', 'stop', 'erasure'] as const
export type RequestKind = (typeof requestKinds)[number]
export const requestKindNames: Record<RequestKind, Localized> = {
  access: { zh: '查詢、閱覽或複製本', en: 'Access or a copy' },
  correction: { zh: '補充或更正', en: 'Correction' },
  stop: { zh: '停止蒐集、處理或利用', en: 'Stop use' },
  erasure: { zh: '刪除', en: 'Erasure' },
}
export const regimes = ['TW', 'EU'] as const
export const regimeNames: Record<(typeof regimes)[number], Localized> = {
  TW: { zh: '個資法', en: 'PDPA (Taiwan)' },
  EU: { zh: 'GDPR', en: 'GDPR' },
}
export const requestChannels = ['page', 'mail', 'phone', 'paper', 'counter'] as const
export const channelNames: Record<(typeof requestChannels)[number], Localized> = {
  page: { zh: '報名頁', en: 'Own page' },
  mail: { zh: '電子郵件', en: 'E-mail' },
  phone: { zh: '電話', en: 'Phone' },
  paper: { zh: '書面', en: 'On paper' },
  counter: { zh: '現場', en: 'In person' },
}
export const requestStates = ['unconfirmed', 'open', 'done', 'refused', 'withdrawn'] as const
export type RequestState = (typeof requestStates)[number]
export const requestStateNames: Record<RequestState, Localized> = {
  unconfirmed: { zh: '待本人確認', en: 'To be confirmed' },
  open: { zh: '處理中', en: 'Open' },
  done: { zh: '已完成', en: 'Done' },
  refused: { zh: '已拒絕', en: 'Refused' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
}
/** Grounds on which the law lets a request be refused. */
export const refusalGrounds = ['identity', 'dutyToKeep', 'necessary', 'disputed', 'thirdParty', 'repeated', 'notOurs'] as const
export const refusalNames: Record<(typeof refusalGrounds)[number], Localized> = {
  identity: { zh: '無法確認身分', en: 'Identity could not be confirmed' },
  dutyToKeep: { zh: '法律規定應保存（個資法 §11 III 但書）', en: 'Duty to keep (PDPA §11 III)' },
  necessary: { zh: '執行業務所必須（§11 II、III 但書）', en: 'Needed for the business (PDPA §11 II, III)' },
  disputed: { zh: '正確性有爭議，已註明爭議（§11 II）', en: 'Accuracy disputed and noted as such (PDPA §11 II)' },
  thirdParty: { zh: '妨害第三人重大利益（§10 ③）', en: 'Grave interests of a third party (PDPA §10 ③)' },
  repeated: { zh: '明顯無理由或過度重複（GDPR 第 12 條第 5 項）', en: 'Manifestly unfounded or excessive (GDPR Art. 12(5))' },
  notOurs: { zh: '沒有這位當事人的資料', en: 'No data of this person are held' },
}

const line = (max: number) => z.string().trim().max(max).default('')
export const requestDraft = z.strictObject({
  kind: z.enum(requestKinds),
  regime: z.enum(regimes).default('TW'),
  channel: z.enum(['mail', 'phone', 'paper', 'counter']).default('mail'),
  name: z.string().trim().min(1).max(120),
  email: z.union([z.literal(''), z.email().max(254)]).default(''),
  phone: line(60),
  personId: id().nullable().default(null),
  eventId: id().nullable().default(null),
  details: line(2000),
  /** The day on which it arrived, in Taiwan. */
  receivedOn: z.iso.date(),
})
export const requestRow = z.object({
  id: id(),
  number: z.number().int(),
  eventId: id().nullable(),
  eventName: localizedText().nullable(),
  kind: z.enum(requestKinds),
  regime: z.enum(regimes),
  channel: z.enum(requestChannels),
  status: z.enum(requestStates),
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  personId: id().nullable(),
  registrationId: id().nullable(),
  details: z.string(),
  receivedOn: z.string(),
  dueOn: z.string(),
  extendedOn: z.string().nullable(),
  extensionReason: z.string(),
  verifiedAt: z.string().nullable(),
  verifiedHow: z.string(),
  verifiedBy: z.string(),
  refusalGround: z.string(),
  answer: z.string(),
  answeredAt: z.string().nullable(),
  handledBy: z.string(),
  /** Taiwan days left to the day by which it must be answered; negative = late; null once answered. */
  daysLeft: z.number().int().nullable(),
  rules: z.array(z.object({ code: z.string(), jurisdiction: z.string(), value: z.number(), unit: z.string(), validFrom: z.string() })),
  version: z.number().int(),
  createdAt: z.string(),
})
export type RequestRow = z.output<typeof requestRow>

/** What is, or may be, held on the person. */
export const foundRow = z.object({
  key: z.string(),
  id: z.string(),
  eventId: id().nullable(),
  name: z.string(),
  how: z.enum(['link', 'mail', 'phone', 'mention']),
  sure: z.boolean(),
})
export const foundTable = z.object({
  table: z.string(),
  label: localizedText(),
  action: z.enum(['row', 'columns', 'keep']),
  why: localizedText(400),
  sure: z.number().int(),
  rows: z.array(foundRow),
})
export type FoundTable = z.output<typeof foundTable>

const one = z.object({ id: id() })
const version = z.number().int()
const path = '/privacy/requests'
/** Keys `table id` of rows that a person decided to be the same human being. */
const include = z.array(z.string().max(120)).max(500).default([])
export const requestEndpoints = {
  list: endpoint({
    method: 'GET',
    path,
    action: 'privacy.read',
    summary: 'Requests of people about their data, the most urgent first',
    query: z.object({ eventId: id().optional() }),
    response: z.object({ rows: z.array(requestRow) }),
  }),
  get: endpoint({
    method: 'GET',
    path: `${path}/:id`,
    action: 'privacy.read',
    summary: 'One request',
    params: one,
    response: requestRow.extend({ runs: z.array(run) }),
  }),
  create: endpoint({
    method: 'POST',
    path,
    action: 'privacy.edit',
    summary: 'Enter a request that came by mail, phone, paper or in person',
    body: requestDraft,
    response: requestRow,
  }),
  verify: endpoint({
    method: 'POST',
    path: `${path}/:id/verify`,
    action: 'privacy.edit',
    summary: 'Record how the person’s identity was confirmed',
    params: one,
    body: z.strictObject({ version, how: z.string().trim().min(2).max(300) }),
    response: requestRow,
  }),
  askMail: endpoint({
    method: 'POST',
    path: `${path}/:id/ask`,
    action: 'privacy.edit',
    summary: 'Send the person a link by which they confirm that it is them',
    rate: 30,
    params: one,
    body: z.strictObject({}),
    response: z.object({ queued: z.boolean() }),
  }),
  extend: endpoint({
    method: 'POST',
    path: `${path}/:id/extend`,
    action: 'privacy.edit',
    summary: 'Extend the time once, with the reason that the person is told',
    params: one,
    body: z.strictObject({ version, reason: z.string().trim().min(2).max(500) }),
    response: requestRow,
  }),
  refuse: endpoint({
    method: 'POST',
    path: `${path}/:id/refuse`,
    action: 'privacy.edit',
    summary: 'Refuse with the ground that the law gives; the person is told',
    params: one,
    body: z.strictObject({ version, ground: z.enum(refusalGrounds), answer: z.string().trim().min(2).max(2000) }),
    response: requestRow,
  }),
  withdraw: endpoint({
    method: 'POST',
    path: `${path}/:id/withdraw`,
    action: 'privacy.edit',
    summary: 'The person took the request back',
    params: one,
    body: z.strictObject({ version, answer: line(500) }),
    response: requestRow,
  }),
  answer: endpoint({
    method: 'POST',
    path: `${path}/:id/answer`,
    action: 'privacy.edit',
    summary: 'Close a request that was done by hand, e.g. a correction; the person is told',
    params: one,
    body: z.strictObject({ version, answer: z.string().trim().min(2).max(2000) }),
    response: requestRow,
  }),
  found: endpoint({
    method: 'GET',
    path: `${path}/:id/found`,
    action: 'privacy.read',
    summary: 'What is held on the person and what erasure would do with it',
    rate: 120,
    params: one,
    response: z.object({
      tables: z.array(foundTable),
      holds: z.array(z.object({ eventId: id(), event: localizedText(), reason: z.string() })),
    }),
  }),
  export: endpoint({
    method: 'POST',
    path: `${path}/:id/export`,
    action: 'privacy.export',
    stepUp: true,
    summary: 'Make a short-lived link to everything held on the person as one ZIP; with `send` the person gets it by mail',
    rate: 30,
    params: one,
    body: z.strictObject({ version, include, send: z.boolean().default(false), answer: line(2000) }),
    response: z.object({ url: z.string(), expiresAt: z.string(), counts: z.array(runCount), request: requestRow }),
  }),
  stop: endpoint({
    method: 'POST',
    path: `${path}/:id/stop`,
    action: 'privacy.edit',
    summary: 'Put the person on the stop list: no mail but what they need themselves; the person is told',
    params: one,
    body: z.strictObject({ version, answer: line(2000) }),
    response: requestRow,
  }),
  erase: endpoint({
    method: 'POST',
    path: `${path}/:id/erase`,
    action: 'privacy.erase',
    stepUp: true,
    summary: 'Erase what is held on the person, all or nothing; the person is told what went and what had to stay',
    rate: 30,
    params: one,
    body: z.strictObject({ version, include, exclude: include, answer: line(2000) }),
    response: z.object({ counts: z.array(runCount), hash: z.string(), request: requestRow }),
  }),
  /** A file behind a sealed, short-lived address; the address is the proof. */
  download: endpoint({
    method: 'GET',
    path: '/privacy/copies/:token',
    action: 'public',
    summary: 'The ZIP behind a short-lived link',
    rate: 20,
    params: z.object({ token: z.string().max(800) }),
    response: z.unknown(),
    raw: true,
  }),
}

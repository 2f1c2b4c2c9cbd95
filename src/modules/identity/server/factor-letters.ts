import type { FastifyRequest } from 'fastify'
import { afterwards } from '../../../kernel/server/afterwards.ts'
import type { MailBlock } from '../../../kernel/server/mail.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { deviceOf, networkOf } from './device.ts'
import { accountLetter, inTaipei } from './letters.ts'
import { originOf } from './security-log.ts'

const said = {
  factorAdded: ['您的帳號加了新的登入驗證方式', 'A way to confirm your sign-in was added'],
  factorRemoved: ['您的帳號移除了一種登入驗證方式', 'A way to confirm your sign-in was removed'],
  recoveryCodesMade: ['您的帳號換了一組新的備用碼', 'New recovery codes were made for your account'],
  recoveryUsed: ['有人用備用碼登入您的帳號', 'A recovery code of your account was used'],
} as const

/** Tells a person of a change to how they sign in; not waited for, and what fails is only noted. */
export function factorLetter(services: Services, request: FastifyRequest, userId: string, kind: keyof typeof said, detail: string): void {
  const [zh, en] = said[kind]
  const origin = originOf(request)
  const letter = {
    kind: `identity.${kind}`,
    subject: `${zh} ${en}`,
    blocks: (name: string): MailBlock[] => [
      { kind: 'title', text: zh },
      { kind: 'text', text: `${name} 您好：\n是您本人的話，不用做任何事。` },
      {
        kind: 'facts',
        rows: [
          ['時間', inTaipei(new Date())],
          ...(kind === 'recoveryUsed'
            ? [['剩下的備用碼', `${detail} 組`] as [string, string]]
            : detail
              ? [['方式', detail.replace('totp', '驗證器 App').replace('passkey: ', '通行金鑰：')] as [string, string]]
              : []),
          ['裝置', deviceOf(origin.agent) || '不明'],
          ['網路位址', networkOf(origin.address) || '不明'],
        ],
      },
      { kind: 'text', text: '不是您嗎？請立刻變更密碼，並檢查帳號的登入驗證方式。' },
      { kind: 'button', text: '看我的登入安全 My sign-in security', url: `${services.publicUrl}/app/o/settings/account?tab=security` },
      { kind: 'small', text: `${en}. If it was not you, change your password now and check how your account is confirmed.` },
    ],
  }
  afterwards(request.log, 'letter about a factor not written', () => accountLetter(services, request.log, userId, letter))
}

import { rowsOf } from './row.ts'

const c = rowsOf('credits')
const repealed: [string, string] = [
  '該辦法已於 2013-07-01 廢止，醫師改依醫事人員辦法。',
  'Repealed on 2013-07-01; doctors now fall under the regulation for all medical personnel.',
]
const old = { from: '2007-08-17', to: '2013-06-30', note: repealed }
// The points per activity outlived that regulation in societies' tables (S61), hence no end and the doubt.
const points = {
  uncertain: true,
  note: ['條文出自 2013 年廢止之辦法，現行附表請逐會核對。', 'From a regulation repealed in 2013; check against the present annex.'] as [
    string,
    string,
  ],
}

export const creditRules = [
  c('credits.physician.total', 180, 'point', ['醫師六年應修積分', 'Doctors: points in six years'], 'L:L0020073 §8', old),
  c(
    'credits.physician.ethics',
    { min: 18, counted: 18 },
    'structure',
    ['醫師倫理、法規、品質積分', 'Doctors: ethics, law, quality'],
    'L:L0020073 §8',
    old,
  ),
  c('credits.medical.total', 120, 'point', ['醫事人員六年應修積分', 'Medical personnel: points in six years'], 'L:L0020181 §13', {
    from: '2013-07-01',
    note: ['含醫師；物理治療生等生級 72 點。', 'Doctors too; assistants’ grades need 72.'],
  }),
  c(
    'credits.medical.ethics',
    { min: 12, counted: 24 },
    'structure',
    ['醫事人員品質、倫理、法規積分', 'Medical personnel: quality, ethics, law'],
    'L:L0020181 §13',
    { from: '2013-07-01' },
  ),
  c('credits.medical.years', 6, 'year', ['積分週期', 'Cycle'], 'L:L0020181 §13', { from: '2013-07-01' }),
  c('credits.attend.course', 1, 'point', ['參加繼續教育課程（每小時）', 'Attending a course, per hour'], 'L:L0020073 §9 · S61', points),
  c(
    'credits.attend.annualMeeting',
    2,
    'point',
    ['參加年會或國際研討會（每小時）', 'Attending an annual or reviewed meeting, per hour'],
    'L:L0020073 §9 · S61',
    points,
  ),
  c('credits.paper.firstAuthor', 3, 'point', ['論文或壁報第一作者', 'Paper or poster, first author'], 'L:L0020073 §9 · S61', points),
  c('credits.paper.otherAuthor', 1, 'point', ['論文或壁報其他作者', 'Paper or poster, other authors'], 'L:L0020073 §9 · S61', points),
  c('credits.invitedLecture', 10, 'point', ['特別演講或教育演講（每次）', 'Invited lecture'], 'L:L0020073 §9 · S61', points),
  c('credits.teaching', 5, 'point', ['授課（每小時）', 'Teaching, per hour'], 'L:L0020073 §9 · S61', points),
  c(
    'credits.upload.roles',
    { '01': '學員', '02': '授課', '03': '第一作者', '04': '其他作者', '05': '特別或教育演講', '06': '主持、引言、評論' },
    'structure',
    ['上傳表：與會者身份', 'Upload sheet: role'],
    'S62',
  ),
  c(
    'credits.upload.residence',
    { '01': '一般', '02': '原鄉山地', '03': '平地', '04': '離島' },
    'structure',
    ['上傳表：身分別', 'Upload sheet: residence'],
    'S62',
  ),
  c('credits.upload.sex', ['01', '02', '99'], 'structure', ['上傳表：性別', 'Upload sheet: sex'], 'S62'),
  c(
    'credits.apply.leadDays',
    { min: 14, max: 30 },
    'structure',
    ['開課前申請日數（依學會）', 'Apply this many days before, by society'],
    'S63',
  ),
  c('credits.apply.perDate', 1, 'piece', ['每一場次日期申請件數', 'Applications per session date'], 'S63'),
  c('credits.apply.fee', 1000, 'TWD', ['申請費', 'Application fee'], 'S63'),
  c('credits.apply.rushFee', { low: 500, high: 1000, currency: 'TWD' }, 'structure', ['急件費', 'Rush fee'], 'S63'),
  c('credits.signSheets.days', 7, 'day', ['簽到退表繳回期限', 'Sign-in and -out sheets back within'], 'S63'),
  c('credits.pointsFile.days', 14, 'day', ['積分檔上傳期限', 'Points file within'], 'S63'),
  c('credits.noCertificateAtCheckIn', true, 'flag', ['報到時不得發證明', 'No certificate at check-in'], 'S63'),
  c('credits.civilServant.uploadDays', 14, 'day', ['公務人員終身學習時數上傳期限', 'Civil servants: hours uploaded within'], 'S64 · gk', {
    note: ['多為 14 日。', 'Often 14 days.'],
  }),
]

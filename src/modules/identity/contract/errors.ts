import { errorCatalogue } from '../../../kernel/contract/problem.ts'

export const identityErrors = errorCatalogue({
  'setup.done_already': {
    status: 409,
    zh: '這套系統已經設定過了，請直接登入。',
    en: 'This installation is set up already; please sign in.',
  },
  'setup.wrong_token': {
    status: 403,
    zh: '設定連結不對或已失效，請看伺服器紀錄裡最新的連結。',
    en: 'The set-up link is wrong or expired; see the newest one in the server log.',
  },
  'identity.email_taken': { status: 409, zh: '這個電子郵件已經有帳號。', en: 'There is an account with this e-mail already.' },
  'identity.weak_password': {
    status: 422,
    zh: '密碼太短、太常見，或和您的姓名、電子郵件、組織名稱太像；請用至少 10 個字元。',
    en: 'The password is too short, too common, or too close to your name, e-mail or organisation; use at least 10 characters.',
  },
  'identity.breached_password': {
    status: 422,
    zh: '這個密碼在外洩的名單裡，攻擊者會先試它。請換一個別處沒用過的。',
    en: 'This password is in lists of leaked ones, which attackers try first. Choose one that you use nowhere else.',
  },
  'identity.credentials_wrong': { status: 401, zh: '電子郵件或密碼不對。', en: 'E-mail or password is not right.' },
  'identity.password_wrong': { status: 400, zh: '目前的密碼不對。', en: 'Your current password is not right.' },
  'identity.sign_in_wait': {
    status: 429,
    zh: '錯太多次了，請等 {seconds} 秒再試。',
    en: 'Too many wrong tries; wait {seconds} seconds and try again.',
  },
  'identity.sign_in_guarded': {
    status: 429,
    zh: '這個帳號最近有很多次失敗的登入。請用以前登入過的裝置登入，或打開我們寄到帳號信箱的「是您要登入嗎？」那封信。',
    en: 'There were many failed sign-ins to this account. Use a device that has signed in before, or open the letter “Was it you signing in?” that we sent to the account’s address.',
  },
  'identity.unlock_invalid': { status: 410, zh: '這個連結已經用過或過期。', en: 'This link was used already or has expired.' },
  'approval.asked': {
    status: 409,
    zh: '這件事需要第二個人核准。已經送出，核准之後就會生效；進度在「設定 › 待核准」。',
    en: 'This needs a second person. It has been asked for and takes effect once confirmed; see Settings › Approvals.',
  },
  'approval.nobody_else': {
    status: 409,
    zh: '這件事需要第二個人核准，但目前沒有其他人有這個權限。請先邀請另一位。',
    en: 'This needs a second person, and nobody else may confirm it now. Invite another one first.',
  },
  'approval.own': { status: 403, zh: '自己提出的事，要由另一個人核准。', en: 'What you asked for has to be confirmed by somebody else.' },
  'approval.over': { status: 409, zh: '這件事已經處理過或過期了。', en: 'This was decided already or has lapsed.' },
  'identity.reset_invalid': { status: 400, zh: '這個連結已經用過或過期。', en: 'This link was used already or has expired.' },
  'identity.foreign_origin': { status: 403, zh: '請從這套系統自己的網址登入。', en: 'Sign in from this installation’s own address.' },
  'identity.session_stale': {
    status: 403,
    zh: '為了安全，請先登出再登入，然後更改密碼。',
    en: 'To be safe, sign out and in again, then change the password.',
  },
  'identity.key_shown_once': {
    status: 409,
    zh: '這次請求已建立過金鑰，金鑰只顯示一次；遺失請撤銷後重建。',
    en: 'This request has made its key already, and a key is shown once; if it is lost, revoke it and make another.',
  },
  'identity.invitation_invalid': {
    status: 410,
    zh: '這份邀請已失效，請邀請人重寄一次。',
    en: 'This invitation is no longer valid; ask for a new one.',
  },
  'identity.already_member': { status: 409, zh: '這個人已經是組織成員。', en: 'This person is a member already.' },
  'identity.sign_in_to_join': {
    status: 409,
    zh: '這個電子郵件已有帳號，請先用它登入再接受邀請。',
    en: 'This e-mail has an account; sign in with it first, then accept.',
  },
  'identity.last_owner': { status: 409, zh: '至少要留一位擁有者。', en: 'At least one owner has to stay.' },
  'identity.role_above_own': {
    status: 403,
    zh: '不能給予或更動比自己大的角色。',
    en: 'You cannot give or change a role wider than your own.',
  },
  'identity.on_team': { status: 409, zh: '這個人已經在活動團隊裡。', en: 'This person is on the team already.' },
  'identity.people_only': {
    status: 403,
    zh: '這是個人帳號的功能，API 金鑰不能使用。',
    en: 'This belongs to a person’s account; an API key cannot use it.',
  },
  'identity.key_invalid': { status: 401, zh: 'API 金鑰無效、過期或已撤銷。', en: 'The API key is invalid, expired or revoked.' },
  'identity.key_network': {
    status: 403,
    zh: '這把 API 金鑰不能從這個網路位址使用。',
    en: 'This API key may not be used from this network address.',
  },
  'identity.scope_needed': { status: 422, zh: '請至少勾選一個範圍。', en: 'Choose at least one scope.' },
  'identity.events_needed': { status: 422, zh: '請至少選一場活動。', en: 'Choose at least one event.' },
  'identity.network_invalid': {
    status: 422,
    zh: '請填 IP 位址或網段，例如 203.0.113.7 或 203.0.113.0/24。',
    en: 'An IP address or network is needed, e.g. 203.0.113.7 or 203.0.113.0/24.',
  },
  'identity.key_too_long': {
    status: 422,
    zh: '最長一年。到期前會寄信提醒，可以換新。',
    en: 'One year at most. A letter reminds you before it ends.',
  },
  'identity.link_invalid': {
    status: 410,
    zh: '這個連結已失效，請聯絡主辦單位重寄。',
    en: 'This link is no longer valid; please ask the organiser for a new one.',
  },
  'identity.tax_id_format': { status: 422, zh: '統一編號是 8 位數字。', en: 'A tax ID has 8 digits.' },
  'identity.tax_id_checksum': { status: 422, zh: '統一編號檢查碼不對，請核對每一位數字。', en: 'The check digit of this tax ID is wrong.' },
  'identity.code_wrong': {
    status: 400,
    zh: '驗證碼不對，或已經用過。請等 App 換下一組再試。',
    en: 'This code is not right, or was used already; wait for the next one in the app.',
  },
  'identity.second_step_over': {
    status: 401,
    zh: '這次登入等太久或試太多次，請從密碼重新開始。',
    en: 'This sign-in took too long or too many tries; start again with the password.',
  },
  'identity.passkey_refused': {
    status: 400,
    zh: '這把通行金鑰沒有通過驗證。請再試一次，或改用其他方式登入。',
    en: 'This passkey could not be confirmed; try again, or sign in another way.',
  },
  'identity.passkeys_enough': { status: 409, zh: '最多 20 把通行金鑰，請先移除不用的。', en: '20 passkeys at most; remove one first.' },
  'identity.totp_there': { status: 409, zh: '已經設定過驗證器 App。', en: 'There is an authenticator app already.' },
  'identity.no_factor': {
    status: 409,
    zh: '請先設定驗證器 App 或通行金鑰，再產生備用碼。',
    en: 'Set up an authenticator app or a passkey first.',
  },
  'identity.factor_needed': {
    status: 409,
    zh: '您的組織要求兩步驟登入；請先加另一種方式，再移除這一種。',
    en: 'Your organisation asks for a second step; add another one before you remove this.',
  },
  'identity.oidc_session': {
    status: 403,
    zh: '您是用公司帳號登入的，登入方式由公司管理，不能在這裡變更。',
    en: 'You signed in with your company’s account; how you sign in is managed there.',
  },
  'identity.image_wanted': { status: 422, zh: '標誌要是 PNG、JPEG 或 WebP 圖檔。', en: 'The logo has to be a PNG, JPEG or WebP image.' },
})

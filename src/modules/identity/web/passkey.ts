/** Passkeys through the browser's own interface; options and answers are the JSON forms of WebAuthn Level 3. */
const api = () => globalThis.PublicKeyCredential as typeof PublicKeyCredential | undefined
export const hasPasskeys = (): boolean => typeof api()?.parseRequestOptionsFromJSON === 'function'

/** `null` where the person closed the browser's dialog. */
const orNull = (error: unknown): null => {
  if (error instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(error.name)) return null
  throw error
}
const json = (found: Credential | null) => found && ((found as PublicKeyCredential).toJSON() as unknown as Record<string, unknown>)

export const makePasskey = (options: Record<string, unknown>) =>
  navigator.credentials
    .create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as never) })
    .then(json)
    .catch(orNull)

/** With `conditional` the browser offers passkeys among what it fills into the mail field, and waits until `signal` ends it. */
export const askPasskey = (options: Record<string, unknown>, o: { conditional?: AbortSignal } = {}) =>
  navigator.credentials
    .get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as never),
      ...(o.conditional ? { mediation: 'conditional' as const, signal: o.conditional } : {}),
    })
    .then(json)
    .catch(orNull)

export const offersPasskeys = async (): Promise<boolean> =>
  hasPasskeys() &&
  ((await api()
    ?.isConditionalMediationAvailable?.()
    .catch(() => false)) ??
    false)

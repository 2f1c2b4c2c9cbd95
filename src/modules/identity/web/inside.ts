/** An address below `/app` out of `?next=`; anything else leads home. */
export const inside = (next: string): [string, Record<string, string>] => {
  const [path = '', query] = next.replace(/^\/app(?=\/|$)/, '').split('?')
  return /^\/(?!\/)/.test(path) && !/^\/(sign-in|secure)/.test(path) ? [path, Object.fromEntries(new URLSearchParams(query))] : ['/', {}]
}

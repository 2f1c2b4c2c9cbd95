declare module 'mjml' {
  export default function mjml2html(source: string, options?: object): Promise<{ html: string; errors: unknown[] }>
}

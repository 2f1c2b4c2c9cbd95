/** A file on its way: `part` from 0 to 1. */
export type Sent = { name: string; part: number }

/**
 * Sends one file as the body of a POST and tells how far it is; `fetch` cannot say that.
 * @throws Error with the server's words for the refusal, an empty message where nothing was reached
 */
export const send = (url: string, file: File, onPart: (part: number) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept-language', document.documentElement.lang || 'zh-TW')
    request.upload.onprogress = (event) => event.lengthComputable && onPart(event.loaded / event.total)
    request.onload = () => {
      if (request.status < 300) return resolve()
      let title = ''
      try {
        title = (JSON.parse(request.responseText) as { title?: string }).title ?? ''
      } catch {
        // Not a problem of ours, e.g. a proxy's page: the caller's general words stand in.
      }
      reject(new Error(title))
    }
    request.onerror = () => reject(new Error(''))
    request.send(file)
  })

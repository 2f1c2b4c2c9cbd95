import { unzipSync } from 'fflate'

const MAX_ENTRIES = 5000
const MAX_UNPACKED = 1024 ** 3
/** Far beyond what text, drawings or slides reach; a file made to burst is at about a thousand. */
const MAX_RATIO = 250

/**
 * Why an archive (ZIP, or an Office file, which is one) is not to be kept; '' where nothing speaks against it. Reads the
 * directory alone and unpacks nothing: what it promises is what the receiver's program would believe.
 */
export function archiveFlaw(bytes: Uint8Array): string {
  // Something before the archive makes a file that is two things at once.
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return '不是單純的壓縮檔 / not a plain archive'
  let entries = 0
  let unpacked = 0
  let flaw = ''
  try {
    unzipSync(bytes, {
      filter: (f) => {
        entries++
        unpacked += f.originalSize
        if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[a-z]:/i.test(f.name)) flaw = '壓縮檔內有不安全的路徑 / unsafe path in the archive'
        else if (/(^|\/)vbaProject\.bin$/i.test(f.name)) flaw = '檔案含有巨集 / the file contains macros'
        return false
      },
    })
  } catch {
    return '壓縮檔讀不出來 / unreadable archive'
  }
  if (flaw) return flaw
  if (entries > MAX_ENTRIES || unpacked > MAX_UNPACKED || (unpacked > 50 * 1024 * 1024 && unpacked > MAX_RATIO * bytes.length))
    return '解開後過大的壓縮檔 / an archive that unpacks to far too much'
  return ''
}

import { connect } from 'node:net'
import { AppError } from '../../../src/kernel/server/errors.ts'

const PART = 64 * 1024
/** How long a scan may take, ms. */
const PATIENCE = 20_000

/**
 * Asks clamd (`INSTREAM`) about some bytes: the name of what it found, or ''. It has to answer: what could not be scanned is
 * refused. Errors: `file.scan_unavailable`.
 */
export function scan(at: { host: string; port: number }, bytes: Uint8Array, patience = PATIENCE): Promise<string> {
  return new Promise((found, failed) => {
    const fail = () => {
      socket.destroy()
      failed(new AppError('file.scan_unavailable'))
    }
    let said = ''
    const socket = connect(at.port, at.host)
    const late = setTimeout(fail, patience)
    socket.setEncoding('utf8')
    socket.on('error', fail)
    socket.on('close', () => clearTimeout(late))
    socket.on('data', (text: string) => {
      said = (said + text).slice(0, 1000)
      if (!said.includes('\0')) return
      socket.destroy()
      const name = /^stream: (.{1,120}) FOUND\0/.exec(said)?.[1]
      if (name) found(name)
      else if (said.startsWith('stream: OK\0')) found('')
      else fail()
    })
    socket.on('end', () => !said.includes('\0') && fail())
    socket.on('connect', () => {
      socket.write('zINSTREAM\0')
      for (let i = 0; i < bytes.length; i += PART) {
        const part = bytes.subarray(i, i + PART)
        const length = Buffer.alloc(4)
        length.writeUInt32BE(part.length)
        socket.write(length)
        socket.write(part)
      }
      socket.write(Buffer.alloc(4))
    })
  })
}

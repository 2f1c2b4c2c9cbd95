import { decode } from './decode.ts'

onmessage = async (m: MessageEvent<{ data: ArrayBuffer; width: number; height: number }>) => {
  const { data, width, height } = m.data
  const text = await decode(new ImageData(new Uint8ClampedArray(data), width, height)).catch(() => null)
  postMessage(text)
}

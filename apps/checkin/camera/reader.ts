type Detector = { detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> }
type DetectorClass = { new (o: { formats: string[] }): Detector; getSupportedFormats(): Promise<string[]> }

/** Reads the QR code that the video shows at the moment; null where there is none. */
export type Reader = { read(video: HTMLVideoElement): Promise<string | null>; stop(): void }

async function builtIn(): Promise<Reader | null> {
  const Class = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector
  if (!Class || !(await Class.getSupportedFormats().catch((): string[] => [])).includes('qr_code')) return null
  const detector = new Class({ formats: ['qr_code'] })
  return { read: async (video) => (await detector.detect(video))[0]?.rawValue ?? null, stop: () => {} }
}

const LONG_SIDE = 800 // pixels: enough for a code that fills a fifth of the picture, light enough for an old phone

function inWorker(): Reader {
  const worker = new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module' })
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  return {
    read: (video) =>
      new Promise((resolve, reject) => {
        const scale = Math.min(1, LONG_SIDE / Math.max(video.videoWidth, video.videoHeight))
        canvas.width = Math.round(video.videoWidth * scale)
        canvas.height = Math.round(video.videoHeight * scale)
        pen.drawImage(video, 0, 0, canvas.width, canvas.height)
        const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height)
        worker.onmessage = (m: MessageEvent<string | null>) => resolve(m.data)
        worker.onerror = reject
        worker.postMessage({ data: data.buffer, width, height }, [data.buffer])
      }),
    stop: () => worker.terminate(),
  }
}

/** The browser's own detector where it knows QR codes, else ZXing in a worker. */
export const makeReader = async (): Promise<Reader> => (await builtIn()) ?? inWorker()

import { useEffect, useRef, useState } from 'react'
import { makeReader } from './reader.ts'

export type Trouble = 'denied' | 'none' | 'busy' | 'insecure'
export type Camera = { trouble: Trouble | null; ready: boolean; torch: boolean | null; setTorch(on: boolean): void; retry(): void }

const troubleOf = (e: unknown): Trouble => {
  const name = e instanceof DOMException ? e.name : ''
  return name === 'NotAllowedError' || name === 'SecurityError'
    ? 'denied'
    : name === 'NotReadableError' || name === 'AbortError'
      ? 'busy'
      : 'none'
}

const AGAIN_MS = 2500
/** Forgets a code only after it was out of sight for a while: a phone held still is one scan. */
export function once() {
  let last = ''
  let seen = 0
  return (text: string, at: number): boolean => {
    const same = text === last && at - seen < AGAIN_MS
    last = text
    seen = at
    return !same
  }
}

/** Shows the rear camera in the video and calls `onCode` once for each code held before it. */
export function useCamera(video: React.RefObject<HTMLVideoElement | null>, onCode: (text: string) => void): Camera {
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [ready, setReady] = useState(false)
  const [torch, setLit] = useState<boolean | null>(null)
  const [attempt, setAttempt] = useState(0)
  const track = useRef<MediaStreamTrack>(undefined)
  const call = useRef(onCode)
  call.current = onCode

  useEffect(() => {
    let over = false
    let stream: MediaStream | undefined
    let stop = () => {}
    const fresh = once()
    const run = async () => {
      setReady(false)
      setTrouble(null)
      if (!navigator.mediaDevices?.getUserMedia) return setTrouble(isSecureContext ? 'none' : 'insecure')
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
        })
      } catch (e) {
        if (!over) setTrouble(troubleOf(e))
        return
      }
      const picture = video.current
      if (over || !picture) return stream.getTracks().forEach((t) => t.stop())
      track.current = stream.getVideoTracks()[0]
      // A phone call or another app takes the camera away: offer to start it again instead of a frozen picture.
      track.current?.addEventListener('ended', () => over || setTrouble('busy'))
      setLit((track.current?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch ? false : null)
      picture.srcObject = stream
      await picture.play().catch(() => {})
      const reader = await makeReader()
      stop = reader.stop
      if (over) return reader.stop()
      setReady(true)
      while (!over) {
        if (picture.videoWidth && document.visibilityState === 'visible') {
          const text = await reader.read(picture).catch(() => null)
          if (text && !over && fresh(text, Date.now())) call.current(text)
        }
        await new Promise((r) => setTimeout(r, 110))
      }
    }
    void run()
    return () => {
      over = true
      stop()
      stream?.getTracks().forEach((t) => t.stop())
    }
  }, [attempt, video])

  return {
    trouble,
    ready,
    torch,
    retry: () => setAttempt((n) => n + 1),
    setTorch: (on) =>
      void track.current?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).then(
        () => setLit(on),
        () => setLit(null),
      ),
  }
}

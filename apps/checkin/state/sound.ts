import { get } from './store.ts'

let context: AudioContext | undefined
/** Browsers let a page sound only after a touch: called on the first one. */
export function wakeSound() {
  try {
    context ??= new AudioContext()
    if (context.state === 'suspended') void context.resume()
  } catch {
    context = undefined
  }
}

function beep(at: number, hz: number, seconds: number) {
  if (!context) return
  const [tone, loud] = [context.createOscillator(), context.createGain()]
  tone.frequency.value = hz
  loud.gain.setValueAtTime(0.0001, at)
  loud.gain.exponentialRampToValueAtTime(0.25, at + 0.01)
  loud.gain.exponentialRampToValueAtTime(0.0001, at + seconds)
  tone.connect(loud).connect(context.destination)
  tone.start(at)
  tone.stop(at + seconds)
}

/** One bright rising pair for "in", two low tones for "look first": told apart without looking. */
export function signal(kind: 'good' | 'stop') {
  if (!get().sound) return
  navigator.vibrate?.(kind === 'good' ? 80 : [120, 80, 120])
  if (context?.state !== 'running') return
  const t = context.currentTime
  if (kind === 'good') {
    beep(t, 880, 0.12)
    beep(t + 0.1, 1320, 0.18)
  } else {
    beep(t, 300, 0.2)
    beep(t + 0.26, 240, 0.3)
  }
}

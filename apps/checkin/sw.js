// The gate's shell, kept on the device. The build fills in the version and the list of files.
const CACHE = 'bantoh-gate-__VERSION__'
const FILES = __FILES__
const HOME = '/checkin/'

self.addEventListener('install', (e) => {
  e.waitUntil(
    caches
      .open(CACHE)
      .then((c) => c.addAll(FILES))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (e) => {
  e.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n.startsWith('bantoh-gate-') && n !== CACHE).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  )
})

const ours = async (request) => (await caches.open(CACHE)).match(request, { ignoreSearch: true })

/** The page: fresh within three seconds, else the kept one; a hall's network may be there and yet never answer. */
async function page(request) {
  const kept = await ours(HOME)
  try {
    const fresh = await fetch(request, kept ? { signal: AbortSignal.timeout(3000) } : {})
    if (fresh.ok && fresh.headers.get('content-type')?.includes('html')) {
      // A page of a newer build names files that are not kept yet: the new worker brings both together.
      return fresh
    }
    return kept ?? fresh
  } catch (e) {
    if (kept) return kept
    throw e
  }
}

self.addEventListener('fetch', (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith(HOME)) return
  if (e.request.mode === 'navigate') e.respondWith(page(e.request))
  else e.respondWith(ours(e.request).then((kept) => kept ?? fetch(e.request)))
})

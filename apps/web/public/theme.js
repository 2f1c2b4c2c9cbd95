// Before the first paint, so that a dark screen never flashes white. Kept outside the bundle: the content policy forbids inline scripts.
;(function () {
  var wanted = null
  try {
    wanted = localStorage.getItem('bantoh.scheme')
  } catch (_e) {}
  var dark = wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
})()

import { useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useT } from '../../../src/kernel/web/i18n.ts'
import { Slot } from '../../../src/kernel/web/module.tsx'
import { Icon } from '../../../src/ui/icons.tsx'
import { useLink } from './link.ts'
import { PhoneBar } from './phonebar.tsx'
import { SideMenu } from './sidemenu.tsx'
import { TopBar } from './topbar.tsx'

const PaletteModal = lazy(() => import('./palette.tsx'))

/** Menu, top bar, page; on a phone the menu opens over the page from the bottom bar. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useT('app')
  const here = useLocation().pathname
  // Remembered with the place it was opened at, so that going somewhere closes it.
  const [menuAt, setMenuAt] = useState<string | null>(null)
  const menu = menuAt === here
  const [find, setFind] = useState(false)
  const linked = useLink()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const writing = (event.target as HTMLElement).closest('input, textarea, select, [contenteditable=true], [role=grid]')
      if ((event.key === 'k' && (event.metaKey || event.ctrlKey)) || (event.key === '/' && !writing && !event.metaKey && !event.ctrlKey)) {
        event.preventDefault()
        setFind(true)
      } else if (event.key === 'Escape') setMenuAt(null)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <div className={`app${menu ? ' menuopen' : ''}${linked ? '' : ' unlinked'}`}>
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <aside className="side" aria-label={t('nav.side')}>
        <SideMenu />
      </aside>
      <header className="top">
        <TopBar onFind={() => setFind(true)} />
      </header>
      {!linked && (
        <p className="nolink" role="status">
          <Icon name="warn" small />
          <b>{t('link.lost')}</b>
          <span>{t('link.lostHelp')}</span>
        </p>
      )}
      <main id="main" className="main" tabIndex={-1}>
        {children}
      </main>
      <PhoneBar more={menu} onMore={() => setMenuAt(menu ? null : here)} />
      <Slot name="shell.dialogs" />
      {find && (
        <Suspense>
          <PaletteModal onClose={() => setFind(false)} />
        </Suspense>
      )}
    </div>
  )
}

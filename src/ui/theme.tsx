import { createTheme, localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core'
import type { ReactNode } from 'react'
import { FeedbackHost } from './feedback.tsx'

const indigo: MantineColorsTuple = [
  '#eef0f8',
  '#e7eaf5',
  '#cdd3ea',
  '#a5b2e6',
  '#7f8cc4',
  '#5a69aa',
  '#3b4b8c',
  '#334179',
  '#2a3664',
  '#1f294d',
]

const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 6, dark: 3 },
  colors: { indigo },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'ui-monospace, "Noto Sans Mono CJK TC", monospace',
  headings: { fontFamily: 'var(--font)', fontWeight: '700' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.5', sm: '1.55', md: '1.6', lg: '1.6', xl: '1.4' },
  radius: { xs: '3px', sm: '6px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  autoContrast: true,
  // By name and not `Modal.extend(…)`: that would pull every component into the first load.
  components: {
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.35 }, transitionProps: { duration: 120 } },
    },
    Drawer: { defaultProps: { position: 'right', overlayProps: { backgroundOpacity: 0.25 }, transitionProps: { duration: 140 } } },
    Menu: { defaultProps: { offset: 4, withInitialFocusPlaceholder: false, shadow: 'md', transitionProps: { duration: 80 } } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Checkbox: { defaultProps: { size: 'xs', radius: 'xs' } },
    Switch: { defaultProps: { size: 'sm' } },
  },
})

/** Mantine's own variables, pointed at the tokens so that both follow one colour scheme. */
const resolver: CSSVariablesResolver = () => {
  const both = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-3)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--sunken)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-error': 'var(--amber)',
    '--mantine-color-anchor': 'var(--indigo)',
    '--mantine-color-indigo-filled': 'var(--indigo)',
    '--mantine-color-indigo-light': 'var(--indigo-soft)',
    '--mantine-color-indigo-light-color': 'var(--indigo)',
    '--mantine-primary-color-contrast': 'var(--paper)',
    '--mantine-shadow-md': 'var(--shadow)',
    '--mantine-shadow-xl': 'var(--shadow)',
  }
  return { variables: {}, light: both, dark: both }
}

export const schemeKey = 'bantoh.scheme'
const manager = localStorageColorSchemeManager({ key: schemeKey })

/** Theme, toasts and confirmations around the whole app. The scheme follows the system until the person chooses. */
export const KitProvider = ({ children }: { children: ReactNode }) => (
  <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={manager} cssVariablesResolver={resolver}>
    {children}
    <FeedbackHost />
  </MantineProvider>
)

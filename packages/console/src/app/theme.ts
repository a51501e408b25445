import type { ThemeConfig } from 'antd'

/**
 * One accent: the green of WeChat for surfaces, a darker tone of it wherever text must be read
 * (white on it, or it on white: 5.4 to 1).
 */
export const theme: ThemeConfig = {
  cssVar: { key: 'redress' },
  token: {
    colorPrimary: '#067a3e',
    colorInfo: '#067a3e',
    colorLink: '#067a3e',
    colorSuccess: '#067a3e',
    colorWarning: '#8a5300',
    colorError: '#b42318',
    colorText: '#1b1f24',
    colorTextSecondary: '#5c6370',
    colorTextTertiary: '#5c6370',
    colorTextDescription: '#5c6370',
    colorTextPlaceholder: '#6b7280',
    colorBorder: '#cfd4da',
    colorBorderSecondary: '#e4e7eb',
    colorWarningBg: '#fff4e0',
    colorWarningBorder: '#f0d9ae',
    colorErrorBg: '#fdecea',
    colorErrorBorder: '#f3c1bc',
    colorInfoBg: '#e8f7ee',
    colorInfoBorder: '#bfe8d0',
    borderRadius: 6,
    fontSize: 14,
    fontFamily: 'var(--font)',
    controlHeight: 32,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Alert: { withDescriptionPadding: '8px 12px', withDescriptionIconSize: 16, fontSizeLG: 14 },
  },
}

import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly urls: readonly string[]
  readonly open: boolean
  readonly index: number
  readonly onIndex: (index: number) => void
  readonly onClose: () => void
}

/** One picture at a time: arrows change, Esc closes, the toggle shows every pixel of a receipt. */
export function PictureViewer({ urls, open, index, onIndex, onClose }: Props) {
  const { t } = useTranslation()
  const [actualSize, setActualSize] = useState(false)
  const [broken, setBroken] = useState<string>()
  const url = urls[index] ?? ''
  const go = (by: number) => onIndex((index + by + urls.length) % urls.length)
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') go(1)
    if (event.key === 'ArrowLeft') go(-1)
  })
  useEffect(() => {
    if (!open) return undefined
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [open])
  return (
    <Modal
      open={open}
      destroyOnHidden
      centered
      width="min(960px, 96vw)"
      title={t('picture.viewer', { number: index + 1, total: urls.length })}
      onCancel={onClose}
      footer={
        <div className="viewer-tools">
          {urls.length > 1 && (
            <>
              <Button icon={<LeftOutlined aria-hidden />} onClick={() => go(-1)}>
                {t('picture.previous')}
              </Button>
              <Button icon={<RightOutlined aria-hidden />} onClick={() => go(1)}>
                {t('picture.next')}
              </Button>
            </>
          )}
          <Button aria-pressed={actualSize} onClick={() => setActualSize(!actualSize)}>
            {actualSize ? t('picture.fit') : t('picture.actualSize')}
          </Button>
          <Button href={url} target="_blank" rel="noreferrer">
            {t('picture.original')}
          </Button>
        </div>
      }
    >
      <div className="viewer" data-actual-size={actualSize}>
        {broken === url ? (
          <p className="muted">{t('picture.broken')}</p>
        ) : (
          <img
            key={url}
            src={url}
            alt={t('picture.viewer', { number: index + 1, total: urls.length })}
            onError={() => setBroken(url)}
          />
        )}
      </div>
    </Modal>
  )
}

import { FileImageOutlined, LoadingOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineImage } from '../api/types.ts'
import { PictureViewer } from './PictureViewer.tsx'
import './pictures.css'

/** Thumbnails of a message. A picture that never came says so; it is not a blank. */
export function Pictures({ images }: { readonly images: readonly TimelineImage[] }) {
  const { t } = useTranslation()
  // The dialog stays mounted while closed: it is what gives the focus back to the thumbnail.
  const [viewer, setViewer] = useState({ open: false, index: 0 })
  if (images.length === 0) return null
  const stored = images.flatMap((image) => (image.state === 'stored' && image.url !== null ? [image.url] : []))
  return (
    <>
      <ul className="pictures">
        {images.map((image, index) => (
          <li key={image.mediaKey ?? index}>
            {image.state === 'stored' && image.url !== null ? (
              <Thumbnail
                src={image.thumbnailUrl ?? image.url}
                label={t('picture.open', { number: stored.indexOf(image.url) + 1, total: stored.length })}
                onOpen={() => setViewer({ open: true, index: stored.indexOf(image.url ?? '') })}
              />
            ) : (
              <span
                className="picture"
                data-state={image.state}
                title={image.state === 'missing' ? t(`picture.${whyMissing(image)}Hint`) : undefined}
              >
                {image.state === 'pending' ? <LoadingOutlined aria-hidden /> : <FileImageOutlined aria-hidden />}
                <span>{t(`picture.${image.state === 'pending' ? 'pending' : whyMissing(image)}`)}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
      <PictureViewer
        urls={stored}
        open={viewer.open}
        index={viewer.index}
        onIndex={(index) => setViewer({ open: true, index })}
        onClose={() => setViewer({ ...viewer, open: false })}
      />
    </>
  )
}

/** Removed by us when its time was over, or never delivered by the platform. */
const whyMissing = ({ reason }: TimelineImage) => (reason === 'PICTURE_EXPIRED' ? 'expired' : 'missing')

interface ThumbnailProps {
  readonly src: string
  readonly label: string
  readonly onOpen: () => void
}

function Thumbnail({ src, label, onOpen }: ThumbnailProps) {
  const { t } = useTranslation()
  const [broken, setBroken] = useState(false)
  if (broken) {
    return (
      <span className="picture" data-state="missing">
        <FileImageOutlined aria-hidden />
        <span>{t('picture.broken')}</span>
      </span>
    )
  }
  return (
    <button type="button" className="picture" aria-label={label} onClick={onOpen}>
      <img src={src} alt="" width={88} height={88} loading="lazy" onError={() => setBroken(true)} />
    </button>
  )
}

import { FileImageOutlined, LoadingOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineImage } from '../api/types.ts'
import { PictureViewer } from './PictureViewer.tsx'
import './pictures.css'

/** Thumbnails of a message. A picture that never came says so; it is not a blank. */
export function Pictures({ images }: { readonly images: readonly TimelineImage[] }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<number>()
  if (images.length === 0) return null
  const stored = images.flatMap((image) => (image.state === 'stored' && image.url !== null ? [image.url] : []))
  return (
    <>
      <ul className="pictures">
        {images.map((image, index) => (
          <li key={image.mediaKey ?? index}>
            {image.state === 'stored' && image.url !== null ? (
              <button
                type="button"
                className="picture"
                aria-label={t('picture.open', { number: stored.indexOf(image.url) + 1, total: stored.length })}
                onClick={() => setShown(stored.indexOf(image.url ?? ''))}
              >
                <img src={image.thumbnailUrl ?? image.url} alt="" width={88} height={88} loading="lazy" />
              </button>
            ) : (
              <span
                className="picture"
                data-state={image.state}
                title={image.state === 'missing' ? t('picture.missingHint') : undefined}
              >
                {image.state === 'pending' ? <LoadingOutlined aria-hidden /> : <FileImageOutlined aria-hidden />}
                <span>{t(image.state === 'pending' ? 'picture.pending' : 'picture.missing')}</span>
              </span>
            )}
          </li>
        ))}
      </ul>
      {shown !== undefined && (
        <PictureViewer urls={stored} index={shown} onIndex={setShown} onClose={() => setShown(undefined)} />
      )}
    </>
  )
}

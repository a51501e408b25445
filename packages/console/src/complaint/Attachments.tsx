import { useTranslation } from 'react-i18next'
import type { TimelineImage } from '../api/types.ts'
import { Pictures } from './Pictures.tsx'
import { Player } from './Player.tsx'

type Kind = 'picture' | 'voice' | 'video'

export function kindOf({ contentType }: Pick<TimelineImage, 'contentType'>): Kind {
  if (contentType?.startsWith('audio/') === true) return 'voice'
  return contentType?.startsWith('video/') === true ? 'video' : 'picture'
}

/** What came with a message: voices and videos to play, pictures to look at. */
export function Attachments({ files }: { readonly files: readonly TimelineImage[] }) {
  const { t } = useTranslation()
  const played = files.flatMap((file) => {
    const kind = kindOf(file)
    return kind === 'picture' ? [] : [{ file, kind }]
  })
  return (
    <>
      {played.map(({ file, kind }, index) =>
        file.state === 'stored' && file.url !== null ? (
          <Player key={file.url} kind={kind} url={file.url} contentType={file.contentType} />
        ) : (
          <p key={file.mediaKey ?? index} className="player-download">
            {t(file.state === 'pending' ? 'chat.media.pending' : 'chat.media.missing')}
          </p>
        ),
      )}
      <Pictures images={files.filter((file) => kindOf(file) === 'picture')} />
    </>
  )
}

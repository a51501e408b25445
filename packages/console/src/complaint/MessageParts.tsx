import { useTranslation } from 'react-i18next'
import type { Message, TimelineImage } from '../api/types.ts'
import { Pictures } from './Pictures.tsx'
import { Player } from './Player.tsx'

interface Props {
  readonly message: Message
  /** Files of the message, with their addresses at the desk. */
  readonly files: readonly TimelineImage[]
}

/** A message to a payer of an official account as it looks in the chat, or close to it. */
export function MessageParts({ message, files }: Props) {
  const { t } = useTranslation()
  const fileOf = (mediaKey: string): TimelineImage =>
    files.find((file) => file.mediaKey === mediaKey) ?? storedFile(mediaKey, imageUrl(mediaKey))
  const urlOf = (mediaKey: string): string => fileOf(mediaKey).url ?? imageUrl(mediaKey)
  switch (message.type) {
    case 'text':
      return <p className="entry-text">{message.content}</p>
    case 'image':
      return <Pictures images={[fileOf(message.mediaKey)]} />
    case 'voice':
      return <Player kind="voice" url={urlOf(message.mediaKey)} contentType={fileOf(message.mediaKey).contentType} />
    case 'video':
      return (
        <>
          <Player
            kind="video"
            url={urlOf(message.mediaKey)}
            contentType={fileOf(message.mediaKey).contentType}
            posterUrl={urlOf(message.thumbMediaKey)}
          />
          <Words title={message.title} description={message.description} />
        </>
      )
    case 'music':
      return (
        <div className="message-card">
          <img src={urlOf(message.thumbMediaKey)} alt="" width={56} height={56} loading="lazy" />
          <div className="message-card-words">
            <Words title={message.title ?? t('chat.music')} description={message.description} />
            <OutsideLink href={message.musicUrl}>{t('chat.musicPlay')}</OutsideLink>
          </div>
        </div>
      )
    default:
      return (
        <ul className="message-articles">
          {message.articles.map((article, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- they have no id, and their order never changes once sent
            <li key={index}>
              <Words title={article.title ?? t('chat.untitled')} description={article.description} />
              {article.url !== undefined && <OutsideLink href={article.url}>{t('chat.openArticle')}</OutsideLink>}
            </li>
          ))}
        </ul>
      )
  }
}

const imageUrl = (mediaKey: string): string => `/api/v1/images/${encodeURIComponent(mediaKey)}`

/** A file of an action, which names key and address only. */
export const storedFile = (mediaKey: string, url: string): TimelineImage => ({
  mediaKey,
  url,
  thumbnailUrl: `${url}?size=thumb`,
  state: 'stored',
  reason: null,
  contentType: null,
})

interface WordsProps {
  readonly title: string | undefined
  readonly description: string | undefined
}

const Words = ({ title, description }: WordsProps) => (
  <>
    {title !== undefined && <strong className="message-title">{title}</strong>}
    {description !== undefined && <p>{description}</p>}
  </>
)

const OutsideLink = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <a href={href} target="_blank" rel="noreferrer">
    {children}
  </a>
)

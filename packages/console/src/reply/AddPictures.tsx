import { PictureOutlined } from '@ant-design/icons'
import { Button, type ButtonProps } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { announce } from '../shell/announcer.tsx'
import { MAX_PICTURES } from './reply-text.ts'
import { ACCEPTED_TYPES, judgeFiles, MAX_FILE_BYTES, type Uploads } from './uploads.ts'

/**
 * Takes files up as pictures and says which could not be, and why.
 * @param pictures How many have arrived already.
 */
export function useAddPictures(uploads: Uploads, pictures: number) {
  const { t } = useTranslation()
  const taken = pictures + uploads.uploads.length
  const add = (files: readonly File[]): void => {
    const judged = judgeFiles(files, MAX_PICTURES - taken)
    for (const file of judged.taken) uploads.start(file)
    const [first] = judged.refused
    if (first === undefined) return
    if (first.why === 'too-many') announce(t('reply.tooMany'))
    else if (first.why === 'too-big')
      announce(t('reply.tooBig', { name: first.name, limit: MAX_FILE_BYTES / 1024 / 1024 }))
    else announce(t('reply.notPicture', { name: first.name }))
  }
  return { add, full: taken >= MAX_PICTURES }
}

interface Props extends Pick<ButtonProps, 'size' | 'title' | 'disabled'> {
  readonly label: string
  readonly onFiles: (files: readonly File[]) => void
}

/** A button that lets pictures be chosen. */
export function AddPictures({ label, onFiles, ...button }: Props) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED_TYPES.join(',')}
        aria-label={label}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <Button {...button} icon={<PictureOutlined aria-hidden />} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  )
}

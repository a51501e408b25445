import { PictureOutlined } from '@ant-design/icons'
import { Button, Form, Input } from 'antd'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { StoredPicture } from '../api/types.ts'
import { PictureTray } from '../reply/PictureTray.tsx'
import { MAX_PICTURES } from '../reply/reply-text.ts'
import { ACCEPTED_TYPES, judgeFiles, type Uploads } from '../reply/uploads.ts'
import { announce } from '../shell/announcer.tsx'
import { judgeReason, REASON_LIMIT, type RefundForm } from './decision.ts'

interface Props {
  readonly pictures: readonly StoredPicture[]
  readonly uploads: Uploads
  readonly onRemove: (picture: StoredPicture) => void
}

export function RejectFields({ pictures, uploads, onRemove }: Props) {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  const taken = pictures.length + uploads.uploads.length
  const add = (files: readonly File[]) => {
    const judged = judgeFiles(files, MAX_PICTURES - taken)
    for (const file of judged.taken) uploads.start(file)
    if (judged.refused[0] !== undefined) announce(t('refund.pictureRefused', { name: judged.refused[0].name }))
  }
  return (
    <>
      <Form.Item<RefundForm>
        name="reason"
        label={t('refund.reason')}
        rules={[
          {
            validator: async (_, value: string) => {
              const problem = judgeReason(value)
              if (problem !== undefined) throw new Error(t(`refund.reasonProblem.${problem}`, { limit: REASON_LIMIT }))
            },
          },
        ]}
      >
        <Input.TextArea
          rows={3}
          placeholder={t('refund.reasonHint')}
          count={{ show: true, max: REASON_LIMIT, strategy: (text) => Array.from(text).length }}
        />
      </Form.Item>
      <div className="refund-evidence">
        <input
          ref={input}
          type="file"
          hidden
          multiple
          accept={ACCEPTED_TYPES.join(',')}
          aria-label={t('refund.evidence')}
          onChange={(event) => {
            add([...(event.target.files ?? [])])
            event.target.value = ''
          }}
        />
        <PictureTray pictures={pictures} uploads={uploads} onRemove={onRemove} />
        <Button
          icon={<PictureOutlined aria-hidden />}
          disabled={taken >= MAX_PICTURES}
          onClick={() => input.current?.click()}
        >
          {t('refund.evidence')}
        </Button>
      </div>
    </>
  )
}

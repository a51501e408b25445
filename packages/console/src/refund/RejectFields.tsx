import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StoredPicture } from '../api/types.ts'
import { AddPictures, useAddPictures } from '../reply/AddPictures.tsx'
import { PictureTray } from '../reply/PictureTray.tsx'
import type { Uploads } from '../reply/uploads.ts'
import { judgeReason, REASON_LIMIT, type RefundForm } from './decision.ts'

interface Props {
  readonly pictures: readonly StoredPicture[]
  readonly uploads: Uploads
  readonly onRemove: (picture: StoredPicture) => void
}

export function RejectFields({ pictures, uploads, onRemove }: Props) {
  const { t } = useTranslation()
  const { add, full } = useAddPictures(uploads, pictures.length)
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
        <PictureTray pictures={pictures} uploads={uploads} onRemove={onRemove} />
        <AddPictures label={t('refund.evidence')} disabled={full} onFiles={add} />
      </div>
    </>
  )
}

export const BrandMark = ({ size = 28 }: { readonly size?: number }) => (
  <img src="/icon.svg" alt="Redress" width={size} height={size} />
)

import type { ProviderName } from './providers.ts'

/** The one merchant that the stand-in of each provider knows: published numbers that open nothing anywhere else. */
export const standinMerchants: Record<ProviderName, { merchantId: string; hashKey: string; hashIv: string }> = {
  ecpay: { merchantId: '3002607', hashKey: 'pwFHCqoQZGmho4w6', hashIv: 'EkRm7iFT261dpevs' },
  newebpay: { merchantId: 'MS12345678', hashKey: '12345678901234567890123456789012', hashIv: '1234567890123456' },
  linepay: { merchantId: '1650000000', hashKey: '0123456789abcdef0123456789abcdef', hashIv: '' },
}

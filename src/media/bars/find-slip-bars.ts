import { readArrecadacaoBarcode } from '#src/bills/codes/arrecadacao.ts'
import { readBoletoBarcode } from '#src/bills/codes/boleto.ts'
import type { FoundCode } from '../codes.ts'
import { flattenLight } from '../picture/flatten-light.ts'
import type { Gray } from '../picture/gray.ts'
import { decodeBars, type ReadBars } from './decode-bars.ts'
import { findStripes } from './find-stripes.ts'
import { readStripe } from './read-stripe.ts'

/** A page has one slip; a stripe more may be another code, or the same one cut differently. */
const MOST_STRIPES = 4
/**
 * How different bars may look from the ones that were read, and how much worse the next best digits must fit: by more than that difference.
 * Of 63 wrong readings of photos that were blurred on purpose none passes, whatever its check digit says.
 */
const MOST_MISFIT = 0.12
const LEAST_MARGIN = 0.03

/**
 * Reads the bars of a payment slip that a reader of single bars cannot tell apart: small, blurred or noisy. None: null. Takes about 0.3 s where
 * there are bars, and a tenth of that where there are none.
 */
export function findSlipBars(image: Gray, flat = flattenLight(image)): FoundCode | null {
  for (const stripe of findStripes(flat).slice(0, MOST_STRIPES)) {
    // the light as it was photographed: what evens it out takes bars for shadows
    const read = readStripe(image, stripe)
    const bars = read && decodeBars(read.profile, read.starts, read.ends)
    if (!bars || !isSure(bars)) continue
    if (!readArrecadacaoBarcode(bars.digits) && !readBoletoBarcode(bars.digits)) continue
    const [first, second, third, fourth] = read.corners
    return {
      format: 'itf',
      text: bars.digits,
      corners: bars.isReversed ? [third, fourth, first, second] : read.corners,
    }
  }
  return null
}

function isSure({ misfit, margin }: ReadBars): boolean {
  return misfit <= MOST_MISFIT && margin >= Math.max(LEAST_MARGIN, misfit)
}

import { createDiskStorage } from './disk-storage.ts'
import { createS3Storage } from './s3-storage.ts'
import type { MediaStorage } from './storage.ts'

type Settings = {
  /** The folder when no bucket is given. */
  folder: string
  endpoint?: string | undefined
  bucket?: string | undefined
  accessKeyId?: string | undefined
  secretAccessKey?: string | undefined
  region?: string | undefined
}

/** A region most servers of one's own answer to. */
const ANY_REGION = 'us-east-1'

/** The media storage as configured: a bucket where all that one needs is given, otherwise a folder. */
export function createStorage({
  folder,
  endpoint,
  bucket,
  accessKeyId,
  secretAccessKey,
  region,
}: Settings): MediaStorage {
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) return createDiskStorage(folder)
  return createS3Storage({ endpoint, bucket, accessKeyId, secretAccessKey, region: region ?? ANY_REGION })
}

export {
  movesByConvention,
  printImage,
  readImage,
  unpinned,
  type ImageDigest,
  type ImageRef,
  type ParsedImage,
  type PinnedImage,
  type RegistryImage,
  type UnpinnedImage,
} from './image-ref';
export { mirrored, type RegistryMirror } from './mirror';

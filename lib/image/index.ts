export {
  movesByConvention,
  readImage,
  unpinned,
  type ImageRef,
  type ParsedImage,
  type PinnedImage,
  type UnpinnedImage,
} from './image-ref';
export { mirrored, type RegistryMirror } from './mirror';

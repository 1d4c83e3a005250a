/** Classes of the embedded dataset, in the order of the labels. */
export const DIGIT_CLASSES = ['background', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The classes that Cityscapes is evaluated on (Cordts et al. 2016), in the order of their training ids. */
export const CITYSCAPES_CLASSES = [
  'road',
  'sidewalk',
  'building',
  'wall',
  'fence',
  'pole',
  'traffic light',
  'traffic sign',
  'vegetation',
  'terrain',
  'sky',
  'person',
  'rider',
  'car',
  'truck',
  'bus',
  'train',
  'motorcycle',
  'bicycle',
] as const;

/** The classes of a dataset as far as a document tells them; it may have mistakes. */
export function classesIn(spec: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  if (spec.kind === 'digits') return DIGIT_CLASSES;
  if (spec.kind === 'cityscapes') return CITYSCAPES_CLASSES;
  return Array.isArray(spec.classes) ? spec.classes.map(String) : undefined;
}

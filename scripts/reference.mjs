export function referenceOf(schema){return '# x';}

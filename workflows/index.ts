export { generation } from './generation.js';
export { pipeline } from './pipeline.js';
export { search } from './search.js';
export { sensitivity } from './sensitivity.js';

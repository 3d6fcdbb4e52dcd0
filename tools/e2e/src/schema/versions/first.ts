import { shop } from './shop.js';

export const schema = shop('first');

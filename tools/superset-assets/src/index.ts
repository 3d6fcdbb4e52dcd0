export {
  readAsset,
  readAssets,
  type Chart,
  type Dashboard,
  type Dataset,
  type DatasetColumn,
  type Metric,
} from './read-assets.js';

// What a ModelService is decided and rendered by: most of the package, which is loaded when the first one is made.
export { interceptionApis, renderInterception } from './interceptor-route';
export { notAnnotated } from '../data';
export { locateModel, withModel } from './model/locate';
export { renderModelService } from './render-model-service';
export { describeServer, loadingOf } from './runtimes';
export { asRendered, WaysIn } from './ways-in';

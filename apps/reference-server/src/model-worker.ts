// The thread of the model, which the package starts by this name.
import '@org/serving/model-worker';

// The threads in which the engine trains; it looks for their script beside the program.
import '@org/tfjs-onnx/piece-worker';

// The script of the engine's training threads, which the engine looks for beside the program.
import '@org/tfjs-onnx/piece-worker';

// A signal that comes while the code is still being loaded, which takes a second, ends the process in peace, too.
const leave = () => process.exit(0);
process.on('SIGTERM', leave).on('SIGINT', leave);
const { runServer } = await import('./run-server.js');
runServer(process.env);
process.off('SIGTERM', leave).off('SIGINT', leave);

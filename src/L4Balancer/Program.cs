using L4Balancer.Cli;
using L4Balancer.Hosting;

// Before anything that takes time: until then SIGHUP ends the process, which a reload must not.
using var signals = args is ["run", ..] ? DaemonSignals.Take() : null;

// The framework reads this when the first socket is made. Completions then run on the threads that poll the sockets:
// half the CPU of a hop to the thread pool per chunk. Nothing that runs there may block, and a relay that could go on
// for ever yields (RelayDirection).
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
return await CommandLine.RunAsync(args, signals);

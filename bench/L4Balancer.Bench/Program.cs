using L4Balancer.Bench.Micro;

return args switch
{
    ["micro", .. var options] => MicroCommand.Run(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project bench/L4Balancer.Bench -- VERB [options]

        Verbs:
          micro   time and memory of a pick, and of building the table, for every policy and size
                  --filter GLOB   only the benchmarks whose full name matches, e.g. '*Pick*'
                  --quick         one short round each: a smoke test, not numbers to publish

        Exit code: 0 when everything ran, 1 when a benchmark failed, 2 for a wrong command line.
        """);
    return 2;
}

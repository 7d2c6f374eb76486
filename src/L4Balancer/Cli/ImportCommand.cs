using System.CommandLine;
using L4Balancer.Core;
using L4Balancer.Core.Import;
using L4Balancer.Hosting;

namespace L4Balancer.Cli;

/// <summary><c>l4balancer import</c>: our configuration for that of HAProxy or nginx.</summary>
internal sealed class ImportCommand
{
    private const string StandardInput = "-";

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "The haproxy.cfg or nginx.conf; - reads the standard input.",
    };

    private readonly Option<ForeignFormat[]?> _from = OptionValues.Words<ForeignFormat>(
        "--from", "The format; without it, as the name and the content suggest:");

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write the YAML into this file, which must not exist yet, instead of the standard output.",
        HelpName = "FILE",
    };

    public static Command Create() => new ImportCommand().Command();

    private Command Command()
    {
        var command = new Command(
            "import", "Writes the YAML for a haproxy.cfg or an nginx.conf, and lists every line that it leaves out.")
        {
            _file, _from, _output,
        };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_file);
        if (Read(path) is not { } content) return ExitCodes.InvalidConfig;
        var format = parsed.GetValue(_from) is [var one, ..] ? one : (ForeignFormat?)null;
        var around = new ImportSurroundings(Environment.GetEnvironmentVariable, name => IncludedFiles.Find(path, name));
        var name = path == StandardInput ? "stdin" : path;
        var result = ConfigImporter.Import(name, content.Span, format, around);
        foreach (var finding in result.Findings) Console.Error.WriteLine(finding);
        if (result.Yaml is not { } yaml) return ExitCodes.InvalidConfig;
        if (!IsWritten(parsed.GetValue(_output), yaml)) return ExitCodes.InvalidConfig;
        return result.IsComplete ? ExitCodes.Success : ExitCodes.LinesLeft;
    }

    private static ReadOnlyMemory<byte>? Read(string path)
    {
        if (path == StandardInput)
        {
            using var input = Console.OpenStandardInput();
            return ConfigFile.ReadContent(input);
        }

        if (ConfigFile.ReadContent(path, out var problem) is { } content) return content;
        Console.Error.WriteLine(problem);
        return null;
    }

    /// <summary>An existing configuration is not overwritten.</summary>
    private static bool IsWritten(string? output, string yaml)
    {
        try
        {
            if (output is null)
            {
                Console.Write(yaml);
                return true;
            }

            using var file = new StreamWriter(new FileStream(output, FileMode.CreateNew, FileAccess.Write));
            file.Write(yaml);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Console.Error.WriteLine($"{(output is null ? "stdout" : "--output")}: {Shown.Of(e.Message)}");
            return false;
        }
    }
}

namespace L4Balancer.Cli.Output;

/// <summary>The meaning of a text, which decides its colour.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
    Faint,
    Strong,
}

/// <summary>Colours, only on a terminal, and not if NO_COLOR is set (no-color.org).</summary>
internal sealed class Ink(bool isOn)
{
    public static Ink ForConsole { get; } = new(
        !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("NO_COLOR") is null or ""
        && Environment.GetEnvironmentVariable("TERM") is not "dumb");

    public bool IsOn => isOn;

    public string Paint(string text, Tone tone) => isOn && tone != Tone.Plain ? $"\e[{CodeOf(tone)}m{text}\e[0m" : text;

    private static int CodeOf(Tone tone) => tone switch
    {
        Tone.Good => 32,
        Tone.Warning => 33,
        Tone.Bad => 31,
        Tone.Faint => 2,
        _ => 1,
    };
}

namespace L4Balancer.Cli.Output;

/// <summary>What a text says, from which its colour follows.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
    Faint,
    Strong,
}

/// <summary>Colours, on a terminal only, and not for people who set NO_COLOR (no-color.org).</summary>
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

using L4Balancer.Bench.Compare.Running;

namespace L4Balancer.Bench.Compare.Features;

/// <summary>
/// Something that all balancers do to the same load, each by its own configuration. In the texts <c>{file}</c> stands
/// for the path of the feature's file in the form of that balancer.
/// </summary>
/// <param name="Name">A short and stable name, for the command line and reports.</param>
/// <param name="Title">A description.</param>
/// <param name="Workloads">Those that show it, unless others are named.</param>
internal sealed record Feature(string Name, string Title, params string[] Workloads)
{
    /// <summary>Keys of our listener.</summary>
    public string Listener { get; init; } = "";

    /// <summary>Keys of our pool.</summary>
    public string Pool { get; init; } = "";

    /// <summary>HAProxy: words after the address of <c>bind</c>.</summary>
    public string HaproxyBind { get; init; } = "";

    /// <summary>HAProxy: lines of the frontend.</summary>
    public string HaproxyFrontend { get; init; } = "";

    /// <summary>HAProxy: lines of the backend.</summary>
    public string HaproxyBackend { get; init; } = "";

    /// <summary>HAProxy: words after the address of the server.</summary>
    public string HaproxyServer { get; init; } = "";

    /// <summary>nginx: words after the address of <c>listen</c>.</summary>
    public string NginxListen { get; init; } = "";

    /// <summary>nginx: lines of <c>stream</c>; <c>{backend}</c> stands for the address of the server.</summary>
    public string NginxStream { get; init; } = "";

    /// <summary>nginx: lines of <c>server</c>.</summary>
    public string NginxServer { get; init; } = "";

    /// <summary>nginx: what it passes sessions to; null is the server.</summary>
    public string? NginxPass { get; init; }

    /// <summary>Why HAProxy cannot be measured with it; null if it can.</summary>
    public string? HaproxyMissing { get; init; }

    /// <summary>Why nginx cannot be measured with it; null if it can.</summary>
    public string? NginxMissing { get; init; }

    /// <summary>Networks of the file that it needs; 0 for no file.</summary>
    public int Networks { get; init; }

    /// <summary>What every connection of a client begins with, in hexadecimal digits; empty for nothing.</summary>
    public string Preface { get; init; } = "";

    /// <summary>Whether the server expects a PROXY header, so that it cannot be reached directly.</summary>
    public bool IsBackendProxied { get; init; }

    /// <summary>Whether it makes sense without a balancer.</summary>
    public bool HasDirect => Preface.Length == 0 && !IsBackendProxied;

    /// <summary>Nothing: the balancers as they are by default.</summary>
    public static Feature None { get; } = new("none", "nothing but relaying");

    /// <summary>Writes the feature's file for one balancer, and puts its path into a text.</summary>
    /// <param name="line">A line of the file for a network.</param>
    public string WithFile(string text, Stage stage, Func<string, string> line)
    {
        if (Networks == 0) return text;
        var lines = Enumerable.Range(0, Networks).Select(index => line(NetworkOf(index)) + "\n");
        return text.Replace("{file}", stage.NewFile("networks", string.Concat(lines)), StringComparison.Ordinal);
    }

    /// <summary>None that a client of this machine is in, and all of them different.</summary>
    private static string NetworkOf(int index) => $"{10 + (index >> 16)}.{(index >> 8) & 255}.{index & 255}.0/24";
}

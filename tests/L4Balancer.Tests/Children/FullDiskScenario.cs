using System.Text;
using L4Balancer.Linux;
using L4Balancer.Telemetry.Access;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Children;

/// <summary>An access log on a file system that fills up. The mount ends with this process.</summary>
internal static class FullDiskScenario
{
    public const string Name = "full-disk";

    public static async Task RunAsync()
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException();
        using var folder = new TempFolder();
        (await Command.RunAsync("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder.Path)).OrThrow();
        try
        {
            var file = folder.PathOf("access.log");
            using var target = new FileTarget(file, AppendFile.Open);
            var batch = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 98) + "!\n", 93)));
            string? cause = null;
            while (cause is null) target.Write(batch, 93, default, out cause);
            target.Reopen();
            var lines = await File.ReadAllLinesAsync(file);
            ChildProgram.Tell("cause", cause.Replace('=', ' '));
            ChildProgram.Tell("lines", lines.Length);
            ChildProgram.Tell("whole", lines.All(line => line.Length == 99) && lines.Length % 93 == 0);
        }
        finally
        {
            (await Command.RunAsync("umount", folder.Path)).OrThrow();
        }
    }
}

using System.Diagnostics;

namespace L4Balancer.Linux.Tests.LibC;

/// <summary>
/// Asks a C compiler about the headers of its system. It only compiles, so a cross compiler can answer for an
/// architecture that cannot run here.
/// </summary>
internal static class CCompiler
{
    private const string Headers =
        """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <fcntl.h>
        #include <sched.h>
        #include <stddef.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/un.h>
        #include <netinet/in.h>
        """;

    /// <summary>The installed compilers for x86-64 or arm64: Debian's gcc and gcc-aarch64-linux-gnu.</summary>
    public static IEnumerable<string> Installed =>
        new[] { "cc", "aarch64-linux-gnu-gcc", "x86_64-linux-gnu-gcc" }.Where(IsInstalled);

    /// <summary>The compiler's errors about those constant expressions that are not true.</summary>
    public static string Check(string compiler, string moreHeaders, IEnumerable<string> expressions)
    {
        using var process = Process.Start(new ProcessStartInfo(compiler, ["-fsyntax-only", "-x", "c", "-"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.WriteLine(Headers);
        process.StandardInput.WriteLine(moreHeaders);
        foreach (var text in expressions) process.StandardInput.WriteLine($"_Static_assert({text}, \"{text}\");");
        process.StandardInput.Close();
        var complaints = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return complaints;
    }

    private static bool IsInstalled(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}

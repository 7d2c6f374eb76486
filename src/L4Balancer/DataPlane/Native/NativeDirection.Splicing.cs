using L4Balancer.Core.Config;
using L4Balancer.DataPlane.Sessions;
using L4Balancer.Linux;

namespace L4Balancer.DataPlane.Native;

/// <content>The path of a large read: through a pipe, without a copy to user memory.</content>
internal partial struct NativeDirection
{
    /// <returns>False if bytes cannot be spliced here; then nothing has moved.</returns>
    private bool TrySplice(
        int source, int target, RelayTools tools, int most, ref LastMove moved, out PumpEnd end)
    {
        end = PumpEnd.Wait;
        var pipe = tools.TryRentPipe();
        if (pipe is null) return false;
        var filled = pipe.Fill(source, most);
        if (filled.Value <= 0)
        {
            tools.Return(pipe);

            // EINVAL: this kind of socket cannot be spliced (splice(2)).
            if (filled.Errno is Errno.EINVAL or Errno.ENOSYS)
            {
                _gauge = new BulkGauge(RelayKind.Copy);
                return false;
            }

            end = SourceEnd(filled);
            return true;
        }

        Bytes += filled.Count;
        moved = new LastMove(tools.Now, _isUpload);
        _gauge.Count(filled.Count);
        _pipe = pipe;
        end = DrainHeld(target, tools, ref moved);
        return true;
    }
}

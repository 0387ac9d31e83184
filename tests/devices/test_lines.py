"""What the system says of a device, in a few words and without its numbers."""

import errno

import pytest
import serial

from jxc_desktop.devices.serial_port import SerialLine

OF_LINUX = serial.SerialException(errno.ENOENT, "could not open port /dev/ttyS9: [Errno 2] No such file or directory: '/dev/ttyS9'")
OF_WINDOWS = serial.SerialException(
    "could not open port 'COM9': FileNotFoundError(2, 'The system cannot find the file specified.', None, 2)"
)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OF_LINUX, "it is not there"),
        (OF_WINDOWS, "it is not there"),
        (serial.SerialException("could not open port 'COM1': PermissionError(13, 'Access is denied.', None, 5)"), "no permission"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "it refuses the connection"),
        (OSError("04b8:ffff"), "04b8:ffff"),
        (serial.SerialException(errno.EIO, "write failed: [Errno 5] Input/output error"), "Input/output error"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_why_a_device_is_not_there(error, words):
    assert SerialLine("COM9", 9600).why(error) == words

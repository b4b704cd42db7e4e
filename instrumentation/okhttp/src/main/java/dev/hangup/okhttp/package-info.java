// SPDX-License-Identifier: Apache-2.0
/** OkHttp's taps. */
@NullMarked
package dev.hangup.okhttp;

import org.jspecify.annotations.NullMarked;

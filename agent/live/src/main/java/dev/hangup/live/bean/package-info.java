// SPDX-License-Identifier: Apache-2.0

/** What is live, in JMX. */
@NullMarked
package dev.hangup.live.bean;

import org.jspecify.annotations.NullMarked;
